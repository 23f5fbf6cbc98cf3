using Platform.Shared;

namespace Platform.Tools.Phases;

/// <summary>Where the two phases' programs lie: beside this one, as the build lays them out.</summary>
public static class PhaseProgram
{
    public const string Training = "Platform.Training",
        Inference = "Platform.Inference";
    const string Tools = "Platform.Tools";

    /// <param name="published">the folder that it was published to; null: as it was built</param>
    /// <exception cref="InputException">It is not there.</exception>
    public static string Find(string name, string? published = null)
    {
        var path = Path.Combine(published ?? AppContext.BaseDirectory.Replace(Tools, name), $"{name}.dll");
        return File.Exists(path)
            ? path
            : throw new InputException(
                $"{path}: missing; {(published is null ? "build Platform.sln" : "publish it there")} first"
            );
    }
}
