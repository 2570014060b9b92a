(emphasis) @text.emphasis
(strong_emphasis) @text.strong
(emphasis_delimiter) @punctuation.delimiter
(code_span_delimiter) @punctuation.delimiter
(strikethrough) @comment
(html_tag) @tag
(entity_reference) @escape
(numeric_character_reference) @escape
