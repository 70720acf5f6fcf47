package io.vintner.relay.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.change.Table;
import io.vintner.change.Table.ReplicaIdentity;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.pgoutput.PgOutputMessage;
import io.vintner.relay.pgoutput.PgOutputMessage.Column;
import io.vintner.relay.pgoutput.PgOutputMessage.Relation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelationCatalogTest implements TableFacts {

    private static final long TABLE = 4294967295L;
    private static final long TEXT = 25;
    private static final long ENUM = 20000;
    private static final long DOMAIN = 20001;
    private static final long GONE = 20002;

    private final RelationCatalog relations = new RelationCatalog();
    private PrimaryKey primaryKey = PrimaryKey.NONE;

    @Override
    public PrimaryKey primaryKey(long tableOid) {
        return primaryKey;
    }

    @Override
    public Map<Long, TypeName> typeNames(Collection<Long> typeOids) {
        return Map.of(
                TEXT, new TypeName("text", false),
                ENUM, new TypeName("late", false),
                DOMAIN, new TypeName("positive", true));
    }

    @ParameterizedTest
    @CsvSource({"d, DEFAULT", "i, INDEX", "f, FULL", "n, NOTHING"})
    void eachIdentityHasItsName(char letter, ReplicaIdentity identity) {
        assertThat(described(letter, key("id")).identity()).isEqualTo(identity);
    }

    @Test
    void underTheDefaultIdentityTheFlaggedColumnsAreThePrimaryKey() {
        // Given
        primaryKey = new PrimaryKey(Set.of("later"), false);

        // Then
        assertThat(primaryKeyOf(described('d', key("id"), column("later")))).containsExactly("id");
        assertThat(primaryKeyOf(described('d', column("id"), column("later")))).isEmpty();
    }

    @Test
    void aDeferrablePrimaryKeyCountsWhereNoColumnIsFlagged() {
        // Given
        primaryKey = new PrimaryKey(Set.of("id"), true);

        // Then
        assertThat(primaryKeyOf(described('d', column("id"), column("a")))).containsExactly("id");
        assertThat(primaryKeyOf(described('d', column("id"), key("a")))).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(chars = {'i', 'f', 'n'})
    void underAnotherIdentityThePrimaryKeyIsTheCatalogsAsFarAsItIsThere(char identity) {
        // Given
        primaryKey = new PrimaryKey(Set.of("id", "renamed"), false);

        // When
        Table table = described(identity, key("a"), column("id"));

        // Then
        assertThat(primaryKeyOf(table)).containsExactly("id");
        assertThat(table.columns()).extracting(Table.Column::identity).containsExactly(true, false);
    }

    @Test
    void aTypeHasTheNameThatThePluginGaveItADomainTheCatalogsAndAnUnknownOneItsNumber() {
        // Given
        relations.accept(new PgOutputMessage.Type(ENUM, "public", "early"));
        relations.accept(new PgOutputMessage.Type(DOMAIN, "", "int4"));

        // When
        Table table =
                described(
                        'n',
                        new Column(false, "a", TEXT, -1),
                        new Column(false, "b", ENUM, -1),
                        new Column(false, "c", DOMAIN, -1),
                        new Column(false, "d", GONE, -1));

        // Then
        assertThat(table.columns())
                .extracting(Table.Column::typeName)
                .containsExactly("text", "early", "positive", "20002");
    }

    @Test
    void whatIsDescribedAgainUnderTheSameOidIsTheNewTable() {
        // Given
        Table before = described('d', key("id"));

        // When
        relations.accept(new Relation(TABLE, "s", "other", 'd', List.of(column("id"))), this);

        // Then
        assertThat(relations.table(TABLE).name()).isEqualTo("other");
        assertThat(relations.table(TABLE).id()).isNotEqualTo(before.id());
    }

    @Test
    void theSameShapeKeepsItsIdAndAFormerOneGetsAnother() {
        // Given
        Table first = described('d', key("id"));
        Table same = described('d', key("id"));

        // When
        Table other = described('d', key("id"), column("a"));
        Table formerAgain = described('d', key("id"));

        // Then
        assertThat(same).isEqualTo(first);
        assertThat(List.of(first.id(), other.id(), formerAgain.id())).doesNotHaveDuplicates();
    }

    @Test
    void aPrimaryKeyOfTheCatalogThatHasChangedIsAnotherShape() {
        // Given
        Table before = described('f', key("id"));

        // When
        primaryKey = new PrimaryKey(Set.of("id"), false);
        Table after = described('f', key("id"));

        // Then
        assertThat(primaryKeyOf(after)).containsExactly("id");
        assertThat(after.id()).isNotEqualTo(before.id());
    }

    @Test
    void aTableThatIsGoneIsForgotten() {
        // Given
        described('d', key("id"));

        // When
        relations.forget(Set.of(TABLE));

        // Then
        assertThat(relations.tableOids()).isEmpty();
        assertThatThrownBy(() -> relations.table(TABLE))
                .isInstanceOf(MalformedPgOutputException.class);
    }

    @Test
    void tablesOfEarlierSessionsAreKnownUntilTheyAreGone() {
        // Given
        described('d', key("id"));

        // When
        relations.sessionBegins();

        // Then
        assertThat(relations.tableOids()).containsExactly(TABLE);
    }

    @Test
    void aRenamedSchemaOrTypeIsAnotherShapeOfTheTablesItIsAbout() {
        // Given
        Table before = described('d', new Column(true, "e", ENUM, -1));
        relations.accept(new Relation(7, "s", "t", 'd', List.of(column("a"))), this);
        Table untouched = relations.table(7);
        Map<Long, String> schemas = Map.of(TABLE, "vault");
        Map<Long, String> types = Map.of(ENUM, "mood");

        // When
        boolean differs = relations.differs(schemas, types);
        relations.rename(schemas, types);

        // Then
        Table after = relations.table(TABLE);
        assertThat(differs).isTrue();
        assertThat(after.schema()).isEqualTo("vault");
        assertThat(after.columns().getFirst().typeName()).isEqualTo("mood");
        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(relations.table(7)).isEqualTo(untouched);
        assertThat(relations.differs(schemas, types)).isFalse();
    }

    @Test
    void onlyTypesThatAreNotBuiltInAreAskedAbout() {
        // When
        described('d', key("id"), new Column(false, "e", ENUM, -1));

        // Then
        assertThat(relations.typeOids()).containsExactly(ENUM);
        assertThat(relations.tableOids()).containsExactly(TABLE);
        assertThat(relations.differs(Map.of(), Map.of())).isFalse();
    }

    private Table described(char identity, Column... columns) {
        relations.accept(new Relation(TABLE, "public", "vines", identity, List.of(columns)), this);
        return relations.table(TABLE);
    }

    private static Column key(String name) {
        return new Column(true, name, TEXT, -1);
    }

    private static Column column(String name) {
        return new Column(false, name, TEXT, -1);
    }

    private static List<String> primaryKeyOf(Table table) {
        return table.columns().stream()
                .filter(Table.Column::primaryKey)
                .map(Table.Column::name)
                .toList();
    }
}
