namespace Platform.CommandLine;

/// <summary>A time that is known roughly, in words.</summary>
public static class Duration
{
    /// <summary>Such as "about 40 s", "about 12 min", "about 3.5 h", "about 4 days".</summary>
    public static string About(TimeSpan time) =>
        time.TotalSeconds < 90 ? FormattableString.Invariant($"about {Math.Max(1, time.TotalSeconds):0} s")
        : time.TotalMinutes < 90 ? FormattableString.Invariant($"about {time.TotalMinutes:0} min")
        : time.TotalHours < 48 ? FormattableString.Invariant($"about {time.TotalHours:0.0} h")
        : FormattableString.Invariant($"about {time.TotalDays:0} days");
}
