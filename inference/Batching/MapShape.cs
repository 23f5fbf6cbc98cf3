namespace Platform.Inference.Batching;

/// <summary>Height and width of an encoder's feature map: each cell sees an equal part of the upright image.</summary>
public readonly record struct MapShape(int Height, int Width)
{
    public int Area => Height * Width;
}
