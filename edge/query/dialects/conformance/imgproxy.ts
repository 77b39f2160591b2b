import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'rs=fit:40:40';
const pro = unsupported('not one of our adjustments, or a feature of imgproxy Pro that takes a model');

/** Options as the path writes them, with `=` for the first colon. Where signing is configured, the signature is checked; elsewhere it is passed over. */
export const imgproxyConformance: ConformanceTable = {
  service: 'imgproxy',
  pages: ['https://docs.imgproxy.net/usage/processing'],
  parameters: {
    'resize|rs': supported('resize=fill:40:40'),
    'resize=fill:10:40 resize=force:40:40 resize=fit:40:40': supported(''),
    'size|s': supported('size=40:40'),
    'resizing_type|rt': supported('resizing_type=fill', 'w=40&h=40'),
    'width|w': supported('width=40'),
    'height|h': supported('height=40'),
    'enlarge|el': supported('enlarge=1', 'w=200'),
    'extend|ex': supported('extend=1', 'w=40&h=40'),
    dpr: supported('dpr=2', 'w=20'),
    'gravity|g': supported('gravity=we', 'rs=fill:10:40'),
    'gravity=no gravity=so': supported('', 'rs=fill:60:10'),
    'gravity=ea gravity=we gravity=noea gravity=sowe gravity=sm gravity=fp:0.1:0.5': supported('', 'rs=fill:10:40'),
    'crop|c': supported('crop=30:30', box),
    'crop=30:30:nowe crop=0.5:0:fp:0.1:0.5': supported('', box),
    'crop_aspect_ratio|car min-width|mw min-height|mh zoom|z extend_aspect_ratio|exar': unsupported(
      'the size follows from the other options alone',
    ),
    'trim|t': approximated('the color of the corners is trimmed', 'trim=10', '', 'framed.png'),
    'padding|pd': supported('padding=5', box),
    'rotate|rot': supported('rotate=90'),
    'flip|fl': supported('flip=1:0', box),
    'background|bg': supported('background=51:102:153', box, 'alpha.png'),
    'blur|bl': supported('blur=5', box),
    'sharpen|sh': approximated('by its sigma, ours is fixed', 'sharpen=2', box),
    'pixelate|pix': supported('pixelate=10', box),
    'quality|q': supported('quality=10', box),
    'max_bytes|mb': supported('max_bytes=600'),
    'format|f|ext': supported('format=png', box),
    'format=png format=webp format=avif format=gif': supported('', box),
    'format=jpg': supported('', box, 'alpha.png'),
    'format=jxl format=tiff format=bmp format=ico': unsupported('no encoder of it is built in; the format stays'),
    'keep_copyright|kcr': supported('keep_copyright=1', box, 'rights.jpg'),
    'filename|fn': approximated('saved under this name', 'filename=cat', box),
    'cachebuster|cb': approximated('another text is another image in the cache'),
    'preset|pr': approximated('a preset of the configuration, in our own parameters'),
    'auto_rotate|ar strip_metadata|sm strip_color_profile|scp': always(
      'images are upright, in sRGB, and without metadata',
    ),
    'enforce_thumbnail|eth return_attachment|att expires|exp skip_processing|skp raw max_src_resolution|msr max_src_file_size|msfs max_animation_frames|maf max_animation_frame_resolution|mafr max_result_dimension|mrd format_quality|fq':
      unsupported('limits and lifetimes are those of the configuration'),
    'watermark|wm': unsupported('a watermark is named in the configuration (`mark` of our own parameters)'),
    'adjust|a brightness|br contrast|co saturation|sa unsharp_masking|ush blur_areas|ba blur_detections|bd draw_detections|dd colorize|col gradient|gr watermark_url|wmu watermark_text|wmt watermark_size|wms watermark_rotate|wmr watermark_shadow|wmsh style|st dpi autoquality|aq jpeg_options|jpgo png_options|pngo webp_options|webpo avif_options|avifo page|pg pages|pgs disable_animation|da video_thumbnail_second|vts fallback_image_url|fiu objects_position|op resizing_algorithm|ra hashsum|hs':
      pro,
  },
};
