using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>An image of a set as it was drawn, before it is encoded.</summary>
/// <param name="Pixels">uint8 [S, S, 3]</param>
/// <param name="Attempt">which draw of this image was kept, from 0</param>
public sealed record DrawnImage(
    long Index,
    byte[] Pixels,
    float Psi,
    uint Attempt,
    string? Class,
    float? Probability,
    Tally Seen
);
