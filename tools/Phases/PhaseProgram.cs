using Platform.Shared;

namespace Platform.Tools.Phases;

/// <summary>Where the two phases' programs lie: beside this one, as the build lays them out.</summary>
public static class PhaseProgram
{
    public const string Training = "Platform.Training", Inference = "Platform.Inference";
    const string Tools = "Platform.Tools";

    /// <exception cref="InputException">Not built.</exception>
    public static string Find(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory.Replace(Tools, name), $"{name}.dll");
        return File.Exists(path) ? path : throw new InputException($"{path}: missing; build Platform.sln first");
    }
}
