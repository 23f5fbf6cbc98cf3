using System.Text.Json.Nodes;

namespace Platform.Training.Runs;

/// <summary>
/// The form of config.json before each method had a record of options: all of them in one, <c>Config</c>, whatever the
/// method.
/// </summary>
static class OneRecord
{
    const string Config = nameof(Config),
        Options = nameof(Options);

    /// <summary>Gives every record of today the whole of it, of which each reads what is its own.</summary>
    /// <param name="inner">the name of the record within Config, or within Options</param>
    public static void Split(JsonObject written, string inner)
    {
        if (written.ContainsKey(Options) || written[Config] is not JsonObject all)
            return;
        var whole = all.DeepClone();
        all[inner] = whole.DeepClone();
        written[Options] = all.DeepClone();
    }
}
