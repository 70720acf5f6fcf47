package io.vintner.gateway.catalog;

import java.io.Serial;

/** The gateway's own role is a superuser or has BYPASSRLS: no answer of it could be trusted. */
public final class UnsafeRoleException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public UnsafeRoleException() {
        super(
                "the gateway's database role is a superuser or has BYPASSRLS;"
                        + " give it a role like vintner_gateway, which has neither");
    }
}
