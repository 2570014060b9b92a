(fenced_code_block (info_string) @attribute)
(indented_code_block) @markup.raw
(pipe_table_header) @strong
(pipe_table_delimiter_row) @punctuation.special
["|"] @punctuation.special
(task_list_marker_checked) @constant
(task_list_marker_unchecked) @constant
