namespace Platform.Inference.Configuration;

/// <summary>The unit in which a command line gives a span of time.</summary>
public enum TimeUnit
{
    Seconds,
    Microseconds,
}

/// <summary>
/// The command-line option that sets a property, where it is not called as the property is (MaxQueueSize:
/// --max-queue-size) or counts something other than seconds.
/// </summary>
/// <param name="name">such as --poll</param>
/// <param name="unit">of a span of time; the property's range is in it too</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string name, TimeUnit unit = TimeUnit.Seconds) : Attribute
{
    public string Name => name;
    public TimeUnit Unit => unit;
}
