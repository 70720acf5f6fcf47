/**
 * Where a vine's Terraform module comes from: files that stand in the request, a commit of a git
 * repository, a module of a registry, or a bundle that was uploaded here. What is said of it is
 * checked here; nothing is fetched here but by whoever runs the job.
 */
@NullMarked
package io.vintner.trellis.modules;

import org.jspecify.annotations.NullMarked;
