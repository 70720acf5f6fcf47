package io.vintner.trellis.state;

import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Terraform's method to take a lock. */
@HttpMethod("LOCK")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface LOCK {}
