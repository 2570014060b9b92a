((identifier) @constant (#match? @constant "^[A-Z][A-Z0-9_]+$"))
[(integer_literal) (float_literal)] @number
(lifetime) @label
["=" "+=" "-=" "*=" "/=" "==" "!=" "<=" ">=" "&&" "||" "!" "->" "=>" "+" "-" "/" "%" "|" "^" "<<" ">>" ".." "..=" "?"] @operator
