package io.vintner.gateway.match;

/** PostgreSQL's names of the errors that reading a value or trying an operator can give. */
final class SqlStates {

    /** A statement ran for longer than allowed. */
    static final String CANCELLED = "57014";

    private SqlStates() {}

    static String conditionName(String state) {
        return switch (state) {
            case "0A000" -> "feature_not_supported";
            case "22000" -> "data_exception";
            case "22001" -> "string_data_right_truncation";
            case "22003" -> "numeric_value_out_of_range";
            case "22004" -> "null_value_not_allowed";
            case "22007" -> "invalid_datetime_format";
            case "22008" -> "datetime_field_overflow";
            case "22009" -> "invalid_time_zone_displacement_value";
            case "2200N" -> "invalid_xml_content";
            case "22012" -> "division_by_zero";
            case "2201B" -> "invalid_regular_expression";
            case "22021" -> "character_not_in_repertoire";
            case "22023" -> "invalid_parameter_value";
            case "22025" -> "invalid_escape_sequence";
            case "22026" -> "string_data_length_mismatch";
            case "2202E" -> "array_subscript_error";
            case "22030" -> "duplicate_json_object_key_value";
            case "22P02" -> "invalid_text_representation";
            case "22P03" -> "invalid_binary_representation";
            case "22P05" -> "untranslatable_character";
            case "23502" -> "not_null_violation";
            case "23514" -> "check_violation";
            case "42501" -> "insufficient_privilege";
            case "42601" -> "syntax_error";
            case "42704" -> "undefined_object";
            case "42725" -> "ambiguous_function";
            case "42804" -> "datatype_mismatch";
            case "42846" -> "cannot_coerce";
            case "42883" -> "undefined_function";
            case "42P22" -> "indeterminate_collation";
            case "53200" -> "out_of_memory";
            case "54000" -> "program_limit_exceeded";
            case "54001" -> "statement_too_complex";
            case CANCELLED -> "query_canceled";
            default -> "data_exception";
        };
    }
}
