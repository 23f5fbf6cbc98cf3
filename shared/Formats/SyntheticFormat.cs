namespace Platform.Shared.Formats;

/// <summary>How a synthetic set lies on the disk.</summary>
public enum SyntheticFormat
{
    /// <summary>Tar files, as WebDataset reads them.</summary>
    WebDataset,

    /// <summary>Folders of image files with metadata.jsonl.</summary>
    Folder,

    /// <summary>Data folders of the training phase.</summary>
    Packed,
}
