namespace Platform.Training.Data;

/// <summary>
/// The embedded data set: drawn pictures that look like dermoscopy, in four unbalanced classes, with one to three
/// photographs a lesion. Classes differ by structure, not by colour or place. Picture i depends only on (seed, i).
/// For trying the platform out; it says nothing about skin.
/// </summary>
static class PhantomReader
{
    static readonly (string Code, double Share)[] Classes =
    [
        ("bkl", 0.15),
        ("mel", 0.22),
        ("nv", 0.50),
        ("vasc", 0.13),
    ];

    public static Catalogue Read(int count, int seed)
    {
        var builder = new CatalogueBuilder(Datasets.Phantom, [.. Classes.Select(c => c.Code)]);
        for (int image = 0, lesion = 0; image < count; lesion++)
        {
            var random = new Random(HashCode(seed, lesion, -1));
            var code = Pick(random.NextDouble());
            var lesionSeed = random.Next();
            for (var photos = 1 + random.Next(3); photos > 0 && image < count; photos--, image++)
            {
                var photoSeed = HashCode(seed, lesion, photos);
                builder.Add(
                    new(
                        $"phantom_{image:D6}",
                        $"lesion_{lesion:D6}",
                        code,
                        () => PhantomImage.Png(code, lesionSeed, photoSeed)
                    )
                );
            }
        }
        return builder.Build();
    }

    static string Pick(double at)
    {
        foreach (var (code, share) in Classes)
            if ((at -= share) < 0)
                return code;
        return Classes[^1].Code;
    }

    /// <summary>SplitMix64's finaliser over the three numbers.</summary>
    static int HashCode(int seed, int lesion, int photo)
    {
        var z = unchecked(
            (ulong)(uint)seed * 0x9E3779B97F4A7C15
            + (ulong)(uint)lesion * 0xBF58476D1CE4E5B9
            + (ulong)(uint)photo * 0x94D049BB133111EB
        );
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }
}
