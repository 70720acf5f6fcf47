package io.vintner.kubernetes;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a manifest that its kind does not have: the model keeps them aside, Kubernetes drops
 * them without a word.
 */
final class UnknownFields {

    private static final String KEPT_ASIDE = "getAdditionalProperties";

    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** Their paths. */
    static List<String> of(KubernetesResource resource) {
        UnknownFields unknown = new UnknownFields();
        unknown.look("", resource);
        return unknown.found;
    }

    private void look(String path, @Nullable Object value) {
        switch (value) {
            case Collection<?> many -> many.forEach(one -> look(path + "[]", one));
            case Map<?, ?> map -> map.forEach((key, one) -> look(path + "." + key, one));
            case KubernetesResource part -> lookInto(path, part);
            case null, default -> {}
        }
    }

    private void lookInto(String path, KubernetesResource part) {
        for (Method getter : part.getClass().getMethods()) {
            if (Modifier.isStatic(getter.getModifiers()) || getter.getParameterCount() > 0) {
                continue;
            }
            String name = getter.getName();
            if (name.equals(KEPT_ASIDE)) {
                ((Map<?, ?>) get(getter, part))
                        .keySet()
                        .forEach(field -> found.add(path + "." + field));
            } else if (name.startsWith("get") && !name.equals("getClass")) {
                look(path + "." + name.substring(3), get(getter, part));
            }
        }
    }

    private static @Nullable Object get(Method getter, Object of) {
        try {
            return getter.invoke(of);
        } catch (IllegalAccessException | InvocationTargetException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
