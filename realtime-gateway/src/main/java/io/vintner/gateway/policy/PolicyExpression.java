package io.vintner.gateway.policy;

import io.vintner.gateway.filter.Condition.Sign;
import java.util.List;

/** A policy's expression, as far as it is understood. */
sealed interface PolicyExpression {

    /** The text that PostgreSQL would evaluate. */
    String source();

    record AnyOf(List<PolicyExpression> parts, String source) implements PolicyExpression {
        public AnyOf {
            parts = List.copyOf(parts);
        }
    }

    record AllOf(List<PolicyExpression> parts, String source) implements PolicyExpression {
        public AllOf {
            parts = List.copyOf(parts);
        }
    }

    record Not(PolicyExpression part, String source) implements PolicyExpression {}

    /** {@code true} or {@code false}. */
    record Fixed(boolean value, String source) implements PolicyExpression {}

    record Compare(Sign sign, PolicyValue left, PolicyValue right, String source)
            implements PolicyExpression {}

    /** {@code value = any (array[…])}. */
    record OneOf(PolicyValue value, List<PolicyValue> options, String source)
            implements PolicyExpression {
        public OneOf {
            options = List.copyOf(options);
        }
    }

    record IsNull(PolicyValue value, String source) implements PolicyExpression {}

    /** A value of type boolean that stands by itself. */
    record Holds(PolicyValue value, String source) implements PolicyExpression {}

    /** Whatever else it is: only PostgreSQL can tell. */
    record Opaque(String source) implements PolicyExpression {}
}
