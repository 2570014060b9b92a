((identifier) @constant (#match? @constant "^[A-Z][A-Z0-9_]+$"))
[(integer_literal) (float_literal)] @number
(lifetime) @label
["=" "+=" "-=" "*=" "/=" "==" "!=" "<=" ">=" "&&" "||" "!" "->" "=>" "+" "-" "/" "%" "|" "^" "<<" ">>" ".." "..=" "?"] @operator
; The signs that make a comment one of documentation are no operators.
(outer_doc_comment_marker ["/" "*"] @comment)
(inner_doc_comment_marker "!" @comment)
