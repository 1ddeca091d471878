/**
 * What the grammar says of its node types (`node-types.json` of tree-sitter-python 0.25.0), as far as it saves questions to the
 * parser: each one crosses into WebAssembly, and a file has thousands of nodes.
 */

/** Nothing below these is ever asked for; of the text of a string the grammar has its escapes below it, the others have nothing. */
export const LEAVES: ReadonlySet<string> = new Set(
  (
    "identifier comment integer float string_content string_start string_end true false none ellipsis type_conversion " +
    "escape_sequence escape_interpolation line_continuation import_prefix wildcard_import pass_statement break_statement " +
    "continue_statement keyword_separator positional_separator"
  ).split(" "),
);

/** No child of these stands in a field. */
export const WITHOUT_FIELDS: ReadonlySet<string> = new Set(
  (
    "argument_list assert_statement await case_pattern chevron class_pattern complex_pattern concatenated_string " +
    "conditional_expression constrained_type decorator delete_statement dictionary dictionary_splat dictionary_splat_pattern " +
    "dotted_name expression_list expression_statement finally_clause format_specifier generic_type global_statement if_clause " +
    "keyword_pattern lambda_parameters list list_pattern list_splat list_splat_pattern member_type module nonlocal_statement " +
    "parameters parenthesized_expression parenthesized_list_splat pattern_list relative_import return_statement set slice " +
    "splat_pattern splat_type string tuple tuple_pattern type type_parameter union_pattern union_type with_clause yield"
  ).split(" "),
);
