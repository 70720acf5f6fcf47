package io.vintner.trellis.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A state file of Terraform, format 4, with the two fields that order its versions.
 *
 * @param serial rises with every version
 * @param lineage stays the same as long as it is the same state
 */
record StateFile(long serial, String lineage, Buffer content, Buffer sha256) {

    private static final int FORMAT = 4;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads the fields; the whole file must be one JSON object, so a file that was cut short is
     * refused.
     *
     * @throws ProblemException if it is no state file
     */
    static StateFile read(byte[] content) {
        Long serial = null;
        Long format = null;
        String lineage = null;
        try (JsonParser parser = JSON.createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("serial") && value == JsonToken.VALUE_NUMBER_INT) {
                    serial = parser.getLongValue();
                } else if (field.equals("version") && value == JsonToken.VALUE_NUMBER_INT) {
                    format = parser.getLongValue();
                } else if (field.equals("lineage") && value == JsonToken.VALUE_STRING) {
                    lineage = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw malformed();
            }
        } catch (IOException _) {
            throw malformed();
        }
        return of(serial, format, lineage, content);
    }

    private static StateFile of(
            @Nullable Long serial,
            @Nullable Long format,
            @Nullable String lineage,
            byte[] content) {
        if (serial == null || lineage == null || lineage.isEmpty() || format == null) {
            throw malformed();
        }
        if (format != FORMAT) {
            throw ProblemException.invalid("version", "of the state's format must be " + FORMAT);
        }
        return new StateFile(
                serial, lineage, Buffer.buffer(content), Buffer.buffer(Sha256.of(content)));
    }

    private static ProblemException malformed() {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST, "the body is not a whole Terraform state file");
    }

    @Override
    public String toString() {
        return "StateFile[serial=%d, lineage=%s]".formatted(serial, lineage);
    }
}
