(identifier) @variable
((identifier) @constant (#match? @constant "^[A-Z][A-Z0-9_]+$"))
(predefined_type) @type.builtin
(implicit_type) @keyword
(class_declaration name: (identifier) @type)
(struct_declaration name: (identifier) @type)
(interface_declaration name: (identifier) @type)
(enum_declaration name: (identifier) @type)
(record_declaration name: (identifier) @type)
(delegate_declaration name: (identifier) @type)
(namespace_declaration name: (_) @module)
(file_scoped_namespace_declaration name: (_) @module)
(constructor_declaration name: (identifier) @type)
(destructor_declaration name: (identifier) @type)
(base_list (identifier) @type)
(generic_name (identifier) @type)
(type_argument_list (identifier) @type)
(type_parameter name: (identifier) @type)
(object_creation_expression type: (identifier) @type)
(parameter type: (identifier) @type)
(variable_declaration type: (identifier) @type)
(property_declaration type: (identifier) @type)
(property_declaration name: (identifier) @property)
(method_declaration returns: (identifier) @type)
(method_declaration name: (identifier) @function.method)
(local_function_statement name: (identifier) @function)
(invocation_expression function: (identifier) @function)
(invocation_expression function: (member_access_expression name: (identifier) @function.method))
(enum_member_declaration name: (identifier) @constant)
(attribute name: (_) @attribute)
(comment) @comment
[(string_literal) (verbatim_string_literal) (raw_string_literal) (interpolated_string_expression) (character_literal)] @string
(interpolation) @embedded
(escape_sequence) @escape
[(integer_literal) (real_literal)] @number
[(boolean_literal) (null_literal)] @constant.builtin
["this" "base"] @variable.builtin
[(preproc_if) (preproc_region) (preproc_endregion) (preproc_pragma)] @preproc
["=" "==" "!=" "<" ">" "<=" ">=" "+" "-" "*" "/" "%" "&&" "||" "!" "&" "|" "^" "~" "?" "??" "=>" "+=" "-=" "++" "--" "??="] @operator
["(" ")" "[" "]" "{" "}" "," "." ";" ":"] @punctuation
["abstract" "as" "async" "await" "break" "case" "catch" "checked" "class" "const" "continue" "default" "delegate" "do" "else" "enum" "event" "explicit" "extern" "finally" "fixed" "for" "foreach" "get" "goto" "if" "implicit" "in" "init" "interface" "internal" "is" "lock" "namespace" "new" "operator" "out" "override" "params" "partial" "private" "protected" "public" "readonly" "record" "ref" "required" "return" "sealed" "set" "sizeof" "stackalloc" "static" "struct" "switch" "throw" "try" "typeof" "unchecked" "unsafe" "using" "var" "virtual" "volatile" "when" "where" "while" "with" "yield"] @keyword
