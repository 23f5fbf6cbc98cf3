namespace Platform.Inference.Wire;

static class RequestBodies
{
    /// <summary>The whole body. Of an announced length no more than 1 MiB is believed before it is there.</summary>
    public static async Task<ArraySegment<byte>> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 1 << 20));
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return new(body.GetBuffer(), 0, (int)body.Length);
    }
}
