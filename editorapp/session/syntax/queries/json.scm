; The key of a pair ranks before the string that it is.
(pair key: (string) @string.special.key)
["{" "}" "[" "]" "," ":"] @punctuation
