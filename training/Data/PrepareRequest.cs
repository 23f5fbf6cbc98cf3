using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>A data folder as it is asked for, by a command line or a program.</summary>
public sealed record PrepareRequest
{
    /// <summary>Which images.</summary>
    public required DataSource Source { get; init; }

    /// <summary>Data folder to make.</summary>
    public required string Output { get; init; }

    public required PreparationOptions Options { get; init; }

    /// <summary>Folder to make with copies of the held-out images; null for none.</summary>
    public string? HeldOut { get; init; }

    /// <exception cref="InputException">Something is missing or out of its range.</exception>
    public void Check()
    {
        if (Source.Dataset == "")
            throw new InputException($"--dataset: give one of {string.Join(", ", Datasets.Names)}");
        Source.Check();
        PackedSides.Check(Options.Sides, "--size");
        if (Options.Subset is < 1)
            throw new InputException($"--subset {Options.Subset}: from 1 to {int.MaxValue}");
        if (Options.Test is not (>= 0 and <= 0.9))
            throw new InputException($"--test {Options.Test}: from 0 to 0.9");
    }
}

/// <summary>More sides for a data folder that is there, as they are asked for.</summary>
public sealed record AddSidesRequest
{
    /// <summary>The data folder; its splits stay as they are.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyList<int> Sides { get; init; }

    /// <summary>What is said of the source; for the rest the data folder's own record counts.</summary>
    public required DataSource Source { get; init; }

    /// <exception cref="InputException">A number is out of its range.</exception>
    public void Check()
    {
        Source.Check();
        PackedSides.Check(Sides, "--add-size");
    }
}
