namespace Platform.Training.Experiments;

/// <summary>
/// How large an experiment is. The defaults are the paper's (Ren et al. 2021, sections III-A3 and IV-C); the presets of
/// the same name of the GAN and of self-supervision go with it.
/// </summary>
public sealed record Scale
{
    public static readonly Scale Paper = new();
    public static readonly Scale Small = Paper with
    {
        Synthetic = [0, 2000, 4000],
        RawImages = [1000, 3000, 5000],
        Labels = [50, 100, 250, 500, 1000, 2500],
    };
    public static readonly Scale Smoke = Small with
    {
        Photographs = 500,
        MostPhotographs = 500,
        Synthetic = [0, 200, 400],
        RawImages = [100, 200, 400],
        Labels = [50, 100, 200],
    };

    public static readonly IReadOnlyDictionary<string, Scale> Presets = new Dictionary<string, Scale>
    {
        ["paper"] = Paper,
        ["small"] = Small,
        ["smoke"] = Smoke,
    };

    /// <summary>Photographs prepared, of which a fifth is held out: the paper's 5,000 remain.</summary>
    public int Photographs { get; init; } = 6250;

    /// <summary>Photographs prepared where their number is what varies.</summary>
    public int MostPhotographs { get; init; } = 8800;

    /// <summary>Numbers of synthetic images: none, half, all.</summary>
    public IReadOnlyList<int> Synthetic { get; init; } = [0, 10_000, 20_000];

    /// <summary>Numbers of real images that a GAN and an encoder see in Figure 7.</summary>
    public IReadOnlyList<int> RawImages { get; init; } = [1000, 3000, 5000, 7000];

    /// <summary>Numbers of labelled images, below all.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [50, 100, 250, 500, 1000, 2500];

    /// <summary>Images of a sheet of samples.</summary>
    public int Grid { get; init; } = 64;
}
