((identifier) @constant (#match? @constant "^[A-Z][A-Z0-9_]+$"))
(preproc_def name: (identifier) @constant)
["," "(" ")" "[" "]" "{" "}" ":"] @punctuation
(escape_sequence) @escape
(char_literal) @string
[(true) (false)] @constant.builtin
