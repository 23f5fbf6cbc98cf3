using Platform.CommandLine;

namespace Platform.Inference.Doctor;

public enum Verdict
{
    Ok,
    Warning,
    Failure,
}

/// <summary>One line of the doctor's report.</summary>
public sealed record Finding(Verdict Verdict, string Subject, string Detail)
{
    public static Finding Ok(string subject, string detail) => new(Verdict.Ok, subject, detail);

    public static Finding Warn(string subject, string detail) => new(Verdict.Warning, subject, detail);

    public static Finding Fail(string subject, string detail) => new(Verdict.Failure, subject, detail);

    public override string ToString() =>
        $"{Verdict switch { Verdict.Ok => "ok  ", Verdict.Warning => "warn", _ => "FAIL" }}  "
        + $"{Subject, -14}{Terminal.Plain(Detail)}";
}
