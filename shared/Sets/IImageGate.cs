using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>Says of a drawn image whether it may stay. Thread-safe.</summary>
public interface IImageGate
{
    /// <param name="pixels">uint8 [S, S, 3]</param>
    /// <param name="wanted">class code, or null for any</param>
    Verdict Judge(byte[] pixels, string? wanted);
}

/// <summary>Whether an image is to be drawn again, why, and its class where that was asked for.</summary>
/// <param name="Seen">this one draw</param>
/// <param name="Class">class code, to the classifier of the gate</param>
/// <param name="Probability">of that class</param>
public readonly record struct Verdict(bool Reject, Tally Seen, string? Class, float? Probability);
