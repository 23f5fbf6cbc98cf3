using Platform.Shared;

namespace Platform.Inference.Repository;

/// <summary>The bundle that a request names is not served here.</summary>
public sealed class NotServedException(string message) : InputException(message);
