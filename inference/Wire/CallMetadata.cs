namespace Platform.Inference.Wire;

/// <summary>On a call whose messages carry images or tensors. Every other one takes short messages alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
class CarriesImagesAttribute : Attribute;

/// <summary>On an endpoint: the longest message, in bytes, where neither of the usual limits is meant.</summary>
sealed record MessageLimit(int Bytes);

/// <summary>On a call of one image.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class TakesImageAttribute : CarriesImagesAttribute;
