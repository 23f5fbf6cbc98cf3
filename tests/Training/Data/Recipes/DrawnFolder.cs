using System.Text;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data.Recipes;

/// <summary>A data set that a test draws in a publisher's layout; it goes with the test.</summary>
sealed class DrawnFolder : IDisposable
{
    readonly TemporaryFolder folder = new();

    public string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    /// <summary>Drawn pictures, each another one; the decoder goes by their content.</summary>
    public void Pictures(params string[] names)
    {
        foreach (var name in names)
            Write(name, SmallHam.Picture(name.Sum(c => c)));
    }

    public void Text(string name, params string[] lines) =>
        Write(name, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public Catalogue Read(string dataset) => Read(new DataSource { Dataset = dataset });

    public Catalogue Read(DataSource source) =>
        Datasets.Read(source with { Folder = source.Folder ?? folder.Path, Count = 1 });

    void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], content);
    }
}
