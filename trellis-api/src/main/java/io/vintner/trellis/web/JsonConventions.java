package io.vintner.trellis.web;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.ser.OffsetDateTimeSerializer;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.UUID;

/** JSON as PostgreSQL itself writes a row: column names, absent values as null, its timestamps. */
@Singleton
class JsonConventions implements ObjectMapperCustomizer {

    /** For instance {@code 2026-11-22T16:04:05.123456+00:00}, as {@code to_jsonb} writes it. */
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
                    .appendPattern("xxx")
                    .toFormatter();

    /** Last, so that no module takes a type back. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        SimpleModule rows = new SimpleModule("rows");
        rows.addSerializer(UUID.class, new ToStringSerializer(UUID.class));
        rows.addSerializer(OffsetDateTime.class, new PostgresTimestamp());
        mapper.registerModule(rows);
    }

    private static final class PostgresTimestamp extends OffsetDateTimeSerializer {
        PostgresTimestamp() {
            super(OffsetDateTimeSerializer.INSTANCE, false, TIMESTAMP, null);
        }
    }
}
