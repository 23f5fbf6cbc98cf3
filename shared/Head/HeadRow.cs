using Microsoft.ML.Data;

namespace Platform.Shared.Head;

/// <summary>A row as ML.NET reads it.</summary>
sealed class HeadRow
{
    public float[] Embedding { get; set; } = [];
    public int Label { get; set; }

    public static SchemaDefinition Schema(int features)
    {
        var schema = SchemaDefinition.Create(typeof(HeadRow));
        schema[nameof(Embedding)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        return schema;
    }
}

/// <summary>The classes in order, so that a class's index does not depend on the order of the rows.</summary>
sealed class HeadKey
{
    public int Value { get; set; }
}
