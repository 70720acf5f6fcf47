package io.vintner.faults.oracle;

/** What must hold whatever happens. */
public enum Invariant {
    I1("at most one lease epoch of a job is current, and an older one changes nothing"),
    I2("a mutating job is started at most once"),
    I3("at most one mutating job of a vine is with a Tendril"),
    I4("a job ends once, and its status never changes afterwards"),
    I5("the stored log is what Terraform printed, masked, in order, each byte once"),
    I6("a state only moves to a higher serial of the same lineage, and every version is kept"),
    I7("a DEPLOY applies exactly the plan that was made for it, once"),
    I8("no secret stands in clear in any table, log or file"),
    I9("time is the database's"),
    I10("nothing but a person stops a running Terraform");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    /** In words. */
    public String sentence() {
        return sentence;
    }
}
