/** Reads the manifests as Kubernetes does, and beside each other. */
@NullMarked
package io.vintner.kubernetes;

import org.jspecify.annotations.NullMarked;
