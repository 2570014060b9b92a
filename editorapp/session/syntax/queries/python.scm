(class_definition name: (identifier) @type)
((identifier) @variable.builtin (#any-of? @variable.builtin "self" "cls"))
(call function: (attribute attribute: (identifier) @function.method))
(keyword_argument name: (identifier) @variable.parameter)
(type (identifier) @type)
(type (_ (identifier) @type))
["and" "in" "is" "not" "or" "is not" "not in"] @keyword
["(" ")" "[" "]" "{" "}" "," ":" "." ";"] @punctuation
(interpolation ["{" "}"] @punctuation.special)
((identifier) @constant (#match? @constant "^_*[A-Z][A-Z0-9_]+$"))
