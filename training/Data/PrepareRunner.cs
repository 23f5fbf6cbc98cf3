using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>Makes a data folder, or adds sides to one, from a request.</summary>
/// <remarks>Progress and notes go to standard error.</remarks>
public static class PrepareRunner
{
    /// <returns>the folder that was made</returns>
    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    public static DataFolder Run(PrepareRequest request, CancellationToken cancellation)
    {
        request.Check();
        var catalogue = Datasets.Read(request.Source);
        foreach (var note in catalogue.Notes)
            Note(note);
        var preparation = new Preparation(catalogue, request.Options);
        var copied = preparation.Write(request.Output, cancellation, request.HeldOut);
        var made = DataFolder.Open(request.Output);
        foreach (var note in preparation.Notes)
            Note(note);
        if (request.HeldOut is { } folder && !copied)
            Note($"nothing is held out, so that {folder} was not made");
        return made;
    }

    /// <summary>Looks at the data set and makes nothing.</summary>
    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    public static DataPreview Preview(PrepareRequest request, CancellationToken cancellation)
    {
        request.Check();
        var catalogue = Datasets.Read(request.Source);
        foreach (var note in catalogue.Notes)
            Note(note);
        return DataPreview.Of(catalogue, request.Options, cancellation);
    }

    /// <returns>the sides that were added, and the folder as it is now</returns>
    /// <exception cref="InputException">The images cannot be decoded from their source again.</exception>
    public static (IReadOnlyList<int> Added, DataFolder Folder) Add(
        AddSidesRequest request,
        CancellationToken cancellation
    )
    {
        request.Check();
        var (path, given) = (request.Folder, request.Source);
        var folder = DataFolder.Open(path);
        var recorded =
            DataSource.Read(path)
            ?? new DataSource
            {
                Dataset = folder.Info.Name,
                Count = given.Count,
                Seed = folder.Info.Seed,
            };
        if (recorded.Dataset != Datasets.Phantom && given.Folder is null && recorded.Folder is null)
            throw new InputException($"{path}: made before the source of its images was recorded; give --source too");
        if (!Datasets.Names.Contains(recorded.Dataset))
            throw new InputException(
                $"{path}: {recorded.Dataset} images are not decoded from a source; make them again"
            );
        var source = recorded with
        {
            Folder = given.Folder ?? recorded.Folder,
            Groups = given.Groups ?? recorded.Groups,
        };
        var added = new AddedSides(path, folder, Datasets.Read(source)).Add([.. request.Sides], cancellation);
        return (added, DataFolder.Open(path));
    }

    static void Note(string note) => Console.Error.WriteLine($"note: {note}");
}
