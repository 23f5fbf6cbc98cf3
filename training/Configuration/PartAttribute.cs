namespace Platform.Training.Configuration;

/// <summary>
/// The part of a configuration that a property belongs to, such as a method's own. Only methods that have the part read
/// it, and a command line that sets it for another is refused; a property without a part is read by all.
/// </summary>
/// <param name="name">a method's name, or that of a part which several methods have</param>
[AttributeUsage(AttributeTargets.Property)]
sealed class PartAttribute(string name) : Attribute
{
    public string Name => name;

    /// <summary>Whether the help says so, because the part is that of a method or of a choice.</summary>
    public bool Shown { get; init; } = true;
}
