package io.vintner.tendril.job;

import io.vintner.tendril.control.ModuleSource;
import io.vintner.tendril.terraform.UnusableModuleException;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the files that came with the job. */
record InlineSupply(Workdir workdir, ModuleSource.InlineFiles source) implements ModuleSupply {

    @Override
    public @Nullable String supply() throws UnusableModuleException, IOException {
        workdir.write(source.files());
        return null;
    }
}
