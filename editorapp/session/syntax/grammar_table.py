"""Owns which grammar each language is parsed with, and what its parts are called there.

Does not load them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Injection:
    """A part of a text that is written in another language.

    Attributes:
        kind: the kind of node that holds it.
        language: that language; empty where a text inside names it.
        parent: the kind of node that must be around it; empty for any.
        named_by: the kind of node beside it whose text names the language.
    """

    kind: str
    language: str = ""
    parent: str = ""
    named_by: str = ""


@dataclass(frozen=True, slots=True)
class GrammarSource:
    """Where a grammar comes from.

    Attributes:
        module: the Python module that carries it.
        function: what in that module returns it.
        queries: its highlighting rules as (module, file), the later ones before the earlier ones in rank.
        own: the name of rules of our own that rank before these; empty for none.
        dropped: what a rule must not contain, because it asks for what is not known here.
        folds: the kinds of nodes that can be folded.
        strings: the kinds of nodes that are strings.
        comments: the kinds of nodes that are comments.
        imports: the kinds of nodes that are imports; several of them in a row can be folded.
        injections: its parts in other languages.
    """

    module: str
    function: str = "language"
    queries: tuple[tuple[str, str], ...] = ()
    own: str = ""
    dropped: str = ""
    folds: tuple[str, ...] = ()
    strings: tuple[str, ...] = ("string",)
    comments: tuple[str, ...] = ("comment",)
    imports: tuple[str, ...] = ()
    injections: tuple[Injection, ...] = ()


_HIGHLIGHTS: Final = "queries/highlights.scm"
_C_FOLDS: Final = (
    "compound_statement",
    "field_declaration_list",
    "enumerator_list",
    "initializer_list",
    "preproc_if",
    "preproc_ifdef",
    "case_statement",
    "argument_list",
    "parameter_list",
)
_SCRIPT_FOLDS: Final = (
    "statement_block",
    "class_body",
    "object",
    "object_pattern",
    "array",
    "arguments",
    "formal_parameters",
    "switch_body",
    "template_string",
    "named_imports",
    "export_clause",
)
_JSX_FOLDS: Final = (*_SCRIPT_FOLDS, "jsx_element")
_TYPED_FOLDS: Final = (*_SCRIPT_FOLDS, "interface_body", "object_type", "enum_body")
_JS: Final = ("tree_sitter_javascript", _HIGHLIGHTS)
_JS_PARAMETERS: Final = ("tree_sitter_javascript", "queries/highlights-params.scm")
_JSX: Final = ("tree_sitter_javascript", "queries/highlights-jsx.scm")
_TS: Final = ("tree_sitter_typescript", _HIGHLIGHTS)
_SCRIPT_STRINGS: Final = ("string", "template_string", "regex")
_SCRIPT_IMPORTS: Final = ("import_statement",)

GRAMMARS: Final = {
    "bash": GrammarSource(
        "tree_sitter_bash",
        folds=(
            "compound_statement",
            "do_group",
            "if_statement",
            "case_statement",
            "case_item",
            "heredoc_body",
            "subshell",
            "array",
        ),
        strings=("string", "raw_string", "ansi_c_string", "heredoc_body"),
    ),
    "c": GrammarSource(
        "tree_sitter_c",
        own="c",
        folds=_C_FOLDS,
        strings=("string_literal", "char_literal", "system_lib_string"),
        imports=("preproc_include",),
    ),
    "cpp": GrammarSource(
        "tree_sitter_cpp",
        queries=(("tree_sitter_c", _HIGHLIGHTS), ("tree_sitter_cpp", _HIGHLIGHTS)),
        own="c",
        folds=(*_C_FOLDS, "declaration_list", "template_parameter_list", "lambda_capture_specifier"),
        strings=("string_literal", "raw_string_literal", "char_literal", "system_lib_string"),
        imports=("preproc_include", "using_declaration"),
    ),
    "csharp": GrammarSource(
        "tree_sitter_c_sharp",
        own="csharp",
        folds=(
            "block",
            "declaration_list",
            "enum_member_declaration_list",
            "accessor_list",
            "switch_body",
            "initializer_expression",
            "argument_list",
            "parameter_list",
        ),
        strings=(
            "string_literal",
            "verbatim_string_literal",
            "raw_string_literal",
            "interpolated_string_expression",
            "character_literal",
        ),
        imports=("using_directive",),
    ),
    "css": GrammarSource(
        "tree_sitter_css",
        folds=("block", "keyframe_block_list"),
        strings=("string_value",),
        imports=("import_statement",),
    ),
    "go": GrammarSource(
        "tree_sitter_go",
        own="go",
        folds=(
            "block",
            "field_declaration_list",
            "interface_type",
            "import_spec_list",
            "literal_value",
            "const_declaration",
            "var_declaration",
            "type_declaration",
            "argument_list",
            "parameter_list",
            "expression_switch_statement",
            "type_switch_statement",
            "select_statement",
            "expression_case",
            "communication_case",
        ),
        strings=("interpreted_string_literal", "raw_string_literal", "rune_literal"),
        imports=("import_declaration",),
    ),
    "html": GrammarSource(
        "tree_sitter_html",
        own="html",
        folds=("element", "script_element", "style_element"),
        strings=("attribute_value", "quoted_attribute_value"),
        injections=(
            Injection("raw_text", "javascript", "script_element"),
            Injection("raw_text", "css", "style_element"),
        ),
    ),
    "java": GrammarSource(
        "tree_sitter_java",
        folds=(
            "block",
            "class_body",
            "interface_body",
            "enum_body",
            "annotation_type_body",
            "constructor_body",
            "switch_block",
            "array_initializer",
            "argument_list",
            "formal_parameters",
        ),
        strings=("string_literal", "character_literal"),
        comments=("line_comment", "block_comment"),
        imports=("import_declaration",),
    ),
    "javascript": GrammarSource(
        "tree_sitter_javascript",
        queries=(_JS_PARAMETERS, _JS, _JSX),
        folds=_JSX_FOLDS,
        strings=_SCRIPT_STRINGS,
        imports=_SCRIPT_IMPORTS,
    ),
    "json": GrammarSource("tree_sitter_json", own="json", folds=("object", "array")),
    "lua": GrammarSource(
        "tree_sitter_lua",
        folds=(
            "function_declaration",
            "function_definition",
            "do_statement",
            "while_statement",
            "repeat_statement",
            "if_statement",
            "for_statement",
            "table_constructor",
            "arguments",
        ),
    ),
    "make": GrammarSource(
        "tree_sitter_make",
        folds=("rule", "define_directive", "conditional"),
        imports=("include_directive",),
    ),
    "markdown": GrammarSource(
        "tree_sitter_markdown",
        queries=(("tree_sitter_markdown", "queries/markdown/highlights.scm"),),
        own="markdown",
        folds=("section", "fenced_code_block", "list", "html_block", "minus_metadata", "plus_metadata"),
        strings=("fenced_code_block", "indented_code_block"),
        comments=(),
        injections=(
            Injection("inline", "markdown_inline"),
            Injection("pipe_table_cell", "markdown_inline"),
            Injection("code_fence_content", named_by="info_string"),
            Injection("html_block", "html"),
            Injection("minus_metadata", "yaml"),
            Injection("plus_metadata", "toml"),
        ),
    ),
    "markdown_inline": GrammarSource(
        "tree_sitter_markdown",
        "inline_language",
        queries=(("tree_sitter_markdown", "queries/markdown_inline/highlights.scm"),),
        own="markdown_inline",
        strings=("code_span",),
        comments=(),
    ),
    "php": GrammarSource(
        "tree_sitter_php",
        "language_php",
        folds=(
            "compound_statement",
            "declaration_list",
            "enum_declaration_list",
            "switch_block",
            "match_block",
            "array_creation_expression",
            "arguments",
            "formal_parameters",
        ),
        strings=("string", "encapsed_string", "heredoc", "nowdoc"),
        imports=("namespace_use_declaration",),
        injections=(Injection("text", "html"),),
    ),
    "python": GrammarSource(
        "tree_sitter_python",
        own="python",
        folds=(
            "block",
            "argument_list",
            "parameters",
            "list",
            "dictionary",
            "set",
            "tuple",
            "parenthesized_expression",
            "string",
            "list_comprehension",
            "dictionary_comprehension",
            "generator_expression",
        ),
        imports=("import_statement", "import_from_statement", "future_import_statement"),
    ),
    "ruby": GrammarSource(
        "tree_sitter_ruby",
        dropped="#is-not?",
        folds=(
            "class",
            "module",
            "method",
            "singleton_method",
            "singleton_class",
            "do_block",
            "block",
            "if",
            "unless",
            "while",
            "until",
            "for",
            "case",
            "when",
            "begin",
            "hash",
            "array",
            "heredoc_body",
            "argument_list",
        ),
        strings=("string", "bare_string", "subshell", "heredoc_body", "regex", "delimited_symbol"),
    ),
    "rust": GrammarSource(
        "tree_sitter_rust",
        own="rust",
        folds=(
            "block",
            "declaration_list",
            "field_declaration_list",
            "enum_variant_list",
            "match_block",
            "use_list",
            "arguments",
            "parameters",
            "field_initializer_list",
            "array_expression",
            "token_tree",
            "ordered_field_declaration_list",
        ),
        strings=("string_literal", "raw_string_literal", "char_literal"),
        comments=("line_comment", "block_comment"),
        imports=("use_declaration",),
    ),
    "sql": GrammarSource(
        "tree_sitter_sql",
        folds=("statement", "subquery", "column_definitions", "block", "cte", "case"),
        strings=("literal",),
        comments=("comment", "marginalia"),
    ),
    "toml": GrammarSource(
        "tree_sitter_toml", own="toml", folds=("table", "table_array_element", "array", "inline_table")
    ),
    "tsx": GrammarSource(
        "tree_sitter_typescript",
        "language_tsx",
        queries=(_JS, _TS, _JSX),
        folds=(*_TYPED_FOLDS, "jsx_element"),
        strings=_SCRIPT_STRINGS,
        imports=_SCRIPT_IMPORTS,
    ),
    "typescript": GrammarSource(
        "tree_sitter_typescript",
        "language_typescript",
        queries=(_JS, _TS),
        folds=_TYPED_FOLDS,
        strings=_SCRIPT_STRINGS,
        imports=_SCRIPT_IMPORTS,
    ),
    "xml": GrammarSource(
        "tree_sitter_xml",
        "language_xml",
        queries=(("tree_sitter_xml", "queries/xml/highlights.scm"),),
        folds=("element", "doctypedecl", "CDSect"),
        strings=("AttValue",),
        comments=("Comment",),
    ),
    "yaml": GrammarSource(
        "tree_sitter_yaml",
        folds=("block_mapping_pair", "block_sequence_item", "flow_mapping", "flow_sequence", "block_scalar"),
        strings=("double_quote_scalar", "single_quote_scalar", "block_scalar"),
    ),
}
"""The grammars, by the names of languages; `markdown_inline` is one that only stands inside another."""
