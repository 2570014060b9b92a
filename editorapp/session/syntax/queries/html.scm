(quoted_attribute_value) @string
"=" @operator
(entity) @escape
