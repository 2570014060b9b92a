; Functions again: the rule for all names stands behind those for functions.
(call_expression function: (identifier) @function)
(call_expression function: (selector_expression field: (field_identifier) @function.method))
(function_declaration name: (identifier) @function)
(method_declaration name: (field_identifier) @function.method)
(package_identifier) @module
["(" ")" "[" "]" "{" "}" "," "." ";" ":"] @punctuation
((identifier) @constant (#match? @constant "^[A-Z][A-Z0-9_]+$"))
