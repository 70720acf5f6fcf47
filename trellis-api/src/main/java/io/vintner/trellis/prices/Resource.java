package io.vintner.trellis.prices;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that Terraform made.
 *
 * @param type Terraform's type, for instance {@code terraform_data}
 * @param values its attributes that are not sensitive
 */
public record Resource(String type, JsonNode values) {}
