namespace Platform.Training.Data.Recipes;

/// <summary>
/// A data set as its publisher lays it out, as data: which tables there are and what their columns mean. One reader,
/// <see cref="TableReader"/>, reads them all.
/// </summary>
/// <param name="Name">of --dataset</param>
/// <param name="Publication">where the layout and the labels are described</param>
sealed record Recipe(string Name, string Publication)
{
    /// <summary>Tables with a row an image; those that are not <see cref="Table.Optional"/> must be there.</summary>
    public required IReadOnlyList<Table> Images { get; init; }

    /// <summary>Tables that tell more of the images or of their lesions.</summary>
    public IReadOnlyList<JoinedTable> Joined { get; init; } = [];

    public required TableColumns Columns { get; init; }

    /// <summary>The classes that its labels lead to unless --classes says otherwise.</summary>
    public required ClassesOf Classes { get; init; }

    /// <summary>
    /// How the publisher names folders of images: those come first where two folders hold an image; empty for none.
    /// </summary>
    public string ImageFolder { get; init; } = "";

    /// <summary>What some file names have behind the image's identifier.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>A table of images that show the same, by two columns; null for none.</summary>
    public (string Table, string First, string Second)? Pairs { get; init; }

    /// <summary>What must be said of models trained on it; null where each image has its own licence.</summary>
    public string? Notice { get; init; }
}

/// <param name="Names">without an extension; the first that is there is read</param>
/// <param name="Required">columns that it must have</param>
sealed record Table(IReadOnlyList<string> Names, IReadOnlyList<string> Required)
{
    /// <summary>The part that its images belong to, train or test; null where it leaves that open.</summary>
    public string? Split { get; init; }

    /// <summary>Whether a data set is whole without it.</summary>
    public bool Optional { get; init; }
}

/// <summary>A table that tells more.</summary>
/// <param name="Table">the table</param>
/// <param name="Key">its column that names the image or the lesion</param>
/// <param name="ImageKey">the column of the images' table that has the same names</param>
sealed record JoinedTable(Table Table, string Key, string ImageKey);
