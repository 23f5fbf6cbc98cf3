namespace Platform.Training.Experiments;

/// <summary>A folder that stages read.</summary>
public interface IArtefact
{
    /// <summary>sha256 of all that its content depends on, lower-case hexadecimal.</summary>
    string Key { get; }

    /// <summary>From the work folder, or absolute.</summary>
    string Path { get; }
}

/// <summary>A folder that the user gave. Its key is of its content: where it lies does not matter.</summary>
public sealed record GivenFolder(string Path, string Key) : IArtefact;
