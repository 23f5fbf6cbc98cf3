namespace Platform.Shared.Files;

/// <summary>
/// A folder of its own below the system's folder for temporary files, deleted with all that is in it.
/// </summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <param name="purpose">a word of its name, such as publish</param>
    /// <exception cref="InputException">The system's folder for temporary files cannot be used.</exception>
    public TemporaryFolder(string purpose)
    {
        try
        {
            Path = Directory.CreateTempSubdirectory($"lesion-{purpose}-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"{System.IO.Path.GetTempPath()}: temporary files cannot be written there; "
                    + "set TMPDIR to a folder that can be written",
                e
            );
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
