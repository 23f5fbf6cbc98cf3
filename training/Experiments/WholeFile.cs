namespace Platform.Training.Experiments;

/// <summary>A file that is there whole or not at all: written beside its name, flushed, renamed.</summary>
static class WholeFile
{
    public static void Write(string path, byte[] content)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        using (var file = new FileStream(partial, FileMode.Create))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }
}
