namespace Platform.Training.Configuration;

/// <summary>
/// What a preset names and a command line makes: what all methods read, and the options of one of them.
/// </summary>
/// <param name="Options">the record of the method's own options</param>
public sealed record Setup<T>(T Config, object Options)
    where T : class;

/// <summary>A method that has no options of its own.</summary>
public sealed record NoOptions;
