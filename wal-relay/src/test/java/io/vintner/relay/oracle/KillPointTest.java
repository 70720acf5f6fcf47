package io.vintner.relay.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LineNumberTableAttribute;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code that moves takes its kill points along. */
class KillPointTest {

    @ParameterizedTest
    @EnumSource
    void thePlaceIsInTheCode(KillPoint point) throws IOException {
        // Given
        CodePlace place = point.place();

        // When
        List<MethodModel> methods =
                ClassFile.of().parse(place.classFile()).methods().stream()
                        .filter(method -> method.methodName().equalsString(place.method()))
                        .toList();

        // Then
        assertThat(methods)
                .as("%s: method %s of %s", point, place.method(), place.className())
                .isNotEmpty();
        switch (place.stop()) {
            case ENTRY -> assertThat(methods).allMatch(method -> method.code().isPresent());
            case BEFORE ->
                    assertThat(place.lineAmong(lines(methods.getFirst())))
                            .as("%s: '%s' in %s", point, place.statement(), place.method())
                            .isPresent();
            case END ->
                    assertThat(
                                    methods.getFirst()
                                            .code()
                                            .orElseThrow()
                                            .elementStream()
                                            .filter(Instruction.class::isInstance)
                                            .reduce((_, last) -> last))
                            .as("%s: the end of %s", point, place.method())
                            .containsInstanceOf(ReturnInstruction.class);
        }
    }

    private static List<Integer> lines(MethodModel method) {
        return method.code().orElseThrow().findAttributes(Attributes.lineNumberTable()).stream()
                .map(LineNumberTableAttribute::lineNumbers)
                .flatMap(List::stream)
                .map(LineNumberInfo::lineNumber)
                .toList();
    }
}
