using Platform.Shared;

namespace Platform.Inference.Batching;

/// <summary>More requests than the server answers in good time.</summary>
public sealed class QueueFullException(string message) : InputException(message);
