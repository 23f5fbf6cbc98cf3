using static Platform.Protos.OpenInference.ModelMetadataResponse.Types;

namespace Platform.Inference.OpenInference;

static class Tensors
{
    /// <param name="shape">-1 where a dimension is free</param>
    public static TensorMetadata Metadata(string name, string datatype, params long[] shape) =>
        new()
        {
            Name = name,
            Datatype = datatype,
            Shape = { shape },
        };
}
