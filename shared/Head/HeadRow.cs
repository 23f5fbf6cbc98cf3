using Microsoft.ML.Data;

namespace Platform.Shared.Head;

/// <summary>A row as ML.NET reads it.</summary>
class HeadRow
{
    public float[] Embedding { get; set; } = [];
    public int Label { get; set; }

    public static SchemaDefinition Schema<T>(int features)
        where T : HeadRow
    {
        var schema = SchemaDefinition.Create(typeof(T));
        schema[nameof(Embedding)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        return schema;
    }
}

/// <summary>A row whose loss counts more or less than another's.</summary>
sealed class WeightedHeadRow : HeadRow
{
    public float Weight { get; set; }
}

/// <summary>The classes in order, so that a class's index does not depend on the order of the rows.</summary>
sealed class HeadKey
{
    public int Value { get; set; }
}
