/**
 * The edge of the service that is not the API: JSON conventions, security headers, the check of
 * local hosts and origins, and the dashboard's page for paths that only the browser knows.
 *
 * <p>It knows no feature.
 */
@NullMarked
package io.vintner.trellis.web;

import org.jspecify.annotations.NullMarked;
