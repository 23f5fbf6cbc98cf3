namespace Platform.Training.Experiments;

/// <summary>How an interrupted command is started again.</summary>
public enum Restart
{
    /// <summary>On an empty folder.</summary>
    Afresh,

    /// <summary>On the same folder, in which it finds what it has.</summary>
    GoesOn,

    /// <summary>With --resume, from its checkpoint.</summary>
    Resumes,
}

/// <summary>A command of this program that an experiment runs as a stage.</summary>
/// <param name="Headline">file of its folder whose hash stands for what it made</param>
/// <param name="Computes">takes the options of the machine</param>
/// <param name="Format">
/// in its stages' keys: raised when the command comes to make something else of the same configuration
/// </param>
public sealed record Verb(string Name, string Headline, Restart Restart, bool Computes = true, int Format = 1)
{
    public static readonly Verb Prepare = new("prepare", "manifest.csv", Restart.Afresh, Computes: false),
        Gan = new("gan", "generator.bin", Restart.Resumes),
        Generate = new("generate", "dataset.json", Restart.GoesOn),
        // names the photographs that the images were compared with
        Audit = new("audit", "audit.json", Restart.Afresh, Format: 2),
        Ssl = new("ssl", "encoder.bin", Restart.Resumes),
        Head = new("head", "metrics.json", Restart.Afresh),
        // kernel distances of standardised features
        Metrics = new("metrics", "metrics.json", Restart.Afresh, Format: 2),
        Views = new("views", "views.png", Restart.Afresh, Computes: false);
}
