namespace Platform.Shared.Imaging.Formats;

/// <summary>Puts an ICC profile together from the APP2 segments of a JPEG: ICC.1:2022, annex B.4.</summary>
sealed class JpegProfile
{
    readonly SortedDictionary<byte, byte[]> parts = [];
    byte count;

    static ReadOnlySpan<byte> Name => "ICC_PROFILE\0"u8;

    /// <exception cref="ImageException">The segments do not number 1 to their count.</exception>
    public void Add(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Name))
            return;
        if (body.Length < Name.Length + 2)
            throw IccProfile.Unusable("it is incomplete");
        var (number, of) = (body[Name.Length], body[Name.Length + 1]);
        if (
            number == 0
            || number > of
            || (parts.Count > 0 && of != count)
            || !parts.TryAdd(number, body[(Name.Length + 2)..].ToArray())
        )
            throw IccProfile.Unusable("its parts do not fit together");
        count = of;
    }

    /// <returns>null without a profile</returns>
    public byte[]? ToArray() =>
        parts.Count == count
            ? parts.Count == 0
                ? null
                : [.. parts.Values.SelectMany(p => p)]
            : throw IccProfile.Unusable("it is incomplete");
}
