/** Groups of node kinds that more than one reader of a body asks for. */

/** Statements with statements inside. */
export const COMPOUND_STATEMENTS = [
  "if_statement",
  "for_statement",
  "while_statement",
  "with_statement",
  "try_statement",
  "match_statement",
] as const;

/** What stands inside may not run, or run several times, or run somewhere else. */
export const OPTIONAL_OR_REPEATED = [
  "lambda",
  "conditional_expression",
  "boolean_operator",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
  "function_definition",
  "class_definition",
] as const;
